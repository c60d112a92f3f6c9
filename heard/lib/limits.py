"""How large may a mail be at most, and what does reading it take?"""

LARGEST_MAIL_MB = 200  # megabytes; HEARD_MAIL_MB may ask for less
READING_TAKES = 10  # times its size in memory; measured: 8 for a 200 MB mail that is one attachment
