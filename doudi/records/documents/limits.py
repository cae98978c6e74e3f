"""上限：how much an uploaded file may be and hold, each with its reason, in this one place."""

MEGABYTE = 1024 * 1024

# A scan of forty sheets at 200 dpi in grey takes about 15 MB; offices upload over thin lines.
LARGEST_UPLOAD_BYTES = 20 * MEGABYTE
# A telephone's camera gives 12 to 50 million points; a page at 600 dpi has 35. Four bytes each while decoded.
MOST_PIXELS = 60_000_000
# What is kept of a picture: an A4 page at 300 dpi is 2480 × 3508; more shows nothing more.
KEPT_EDGE_PIXELS = 3600
JPEG_QUALITY = 85
# A case file scanned in one go; more is a mistake or an attack.
MOST_PAGES = 300
# The stored form of a workbook: a register's answer of 60,000 rows has 20 entries and unpacks to 40 MB.
MOST_ENTRIES = 2_000
MOST_UNPACKED_BYTES = 120 * MEGABYTE
# XML of a workbook shrinks to a tenth or a twentieth; a bomb to a thousandth.
HIGHEST_RATIO = 100
# Ratios say nothing about a few bytes.
RATIO_COUNTS_FROM_BYTES = MEGABYTE
LONGEST_NAME = 120
