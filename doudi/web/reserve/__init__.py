"""备用金的页面：each township's fund, what moved it, what it asks for, what was counted."""
