"""Texts in the Convention's working languages: English, French, Spanish (gettext)."""
