"""审核确认的页面：opinions and decisions on the case page, meetings with votes and minutes, the panel."""
