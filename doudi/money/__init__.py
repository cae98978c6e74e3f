"""款：what is paid."""
