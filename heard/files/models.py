"""What is stored: one row for each distinct content."""

from django.db import models


class Blob(models.Model):
    """Some bytes, named by their SHA-256. Small ones stand in `inline`, large ones in the data folder."""

    digest = models.CharField(max_length=64, primary_key=True)
    size = models.PositiveBigIntegerField()
    kept_at = models.DateTimeField(auto_now_add=True)
    inline = models.BinaryField(null=True)


class Doomed(models.Model):
    """A content that somebody let go of: it goes, unless others still refer to it (files/doomed.py)."""

    digest = models.CharField(max_length=64, primary_key=True)
