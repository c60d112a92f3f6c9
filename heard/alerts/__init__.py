"""What our people must hear: alarms as words, and as mail to the owners."""
