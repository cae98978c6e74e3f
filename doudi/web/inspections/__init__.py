"""抽查页：what the district drew and found, how townships set it right, where the two judge differently."""
