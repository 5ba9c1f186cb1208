"""What cannot be done and why, in the visitor's language."""

from __future__ import annotations

from crawler.portal.words import marked as _
from crawler.translation.known import KnownTexts

FAULTS = KnownTexts(
    (
        _(
            "a login has 1 to 40 small letters a-z, digits, dots, dashes or "
            "underscores, and begins and ends with a letter or digit"
        ),
        _("there is a user %(login)s already"),
        _("there is no user %(login)s"),
        _("%(login)s is the only administrator; make another one first"),
        _("a password has %(least)s to %(most)s characters"),
        _("this password is too easy to guess"),
        _("a name has 1 to %(most)s characters"),
        _("more than %(most)s searches cannot be kept"),
        _("a reference has 1 to %(most)s characters"),
        _("the reference %(reference)s is taken"),
        _("the note is empty"),
        _("%(code)s is no country code of ISO 3166-1; write two letters, such as KE"),
        _("there is no such text of listing %(number)s"),
        _("a rejection needs a reason: %(reasons)s"),
        _("name the right taxon"),
        _("the species list has no taxon %(taxon)s"),
        _("%(name)s: %(given)s is no number"),
        _(
            "the name cannot be read with %(file)s: it was encrypted with another "
            "key, or changed; put back your copy of the key"
        ),
        _("the name of seller %(number)s is not kept"),
    )
)
"""What the errors of store and desk say, in English; another is shown as it is."""
