"""资金的页面：where the money of a district stands, and the entries behind every figure."""
