"""供养服务机构：beds, account by two people, who lives there since when, and the monthly count of who is there."""
