"""The catalogues of translations (gettext)."""
