"""Figures about the desk: reads everything, writes nothing."""
