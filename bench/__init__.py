"""Every figure that the README quotes can be measured again from here: `python -m bench`."""
