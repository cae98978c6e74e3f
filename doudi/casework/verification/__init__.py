"""核对：authorised comparison of what a family declared with what departments and banks know."""
