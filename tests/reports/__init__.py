"""Tests of what the desk says about itself."""
