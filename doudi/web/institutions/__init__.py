"""供养机构与特困发放的页面：houses with beds, account, residents and counts; what each 特困 person is paid, and what keeps it back."""
