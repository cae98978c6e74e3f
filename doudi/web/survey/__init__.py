"""入户调查的页面：my surveys, the form on a phone, neighbours, self-care and care."""
