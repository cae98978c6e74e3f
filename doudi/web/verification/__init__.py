"""核对的页：the centre's desk, its requests and batches, and what the page of a case shows of them."""
