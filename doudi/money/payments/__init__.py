"""发放：a month's roll, frozen, checked, approved by two people, sent to the bank, and settled by what comes back."""
