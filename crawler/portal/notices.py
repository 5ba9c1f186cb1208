"""What the portal says after something was done, and names of what is stored."""

from __future__ import annotations

from crawler.portal.words import marked as _

NOTICES = {
    "undone": _("Taken back. The listing is before you again."),
    "nothing-to-undo": _("There is nothing to take back."),
    "reviewed": _("Your review is kept."),
    "case-opened": _("The case is open."),
    "case-listing": _("The listing is in the case."),
    "case-removed": _("The listing is no longer in the case."),
    "case-note": _("The note is kept."),
    "case-member": _("The user may see the case now."),
    "case-state": _("The state of the case is changed."),
    "search-saved": _("The search is kept. The dashboard tells what is new in it."),
    "search-removed": _("The search is forgotten."),
    "password": _("The password is changed. Sign in with it."),
    "user-added": _("The user may sign in now."),
    "user-role": _("The role is changed, at once."),
    "user-removed": _("The user is removed and signed out."),
    "signed-out": _("You are signed out."),
    "taken": _("Another reviewer has this listing before her now."),
}
VERDICTS = {
    "none": _("not reviewed"),
    "accepted": _("accepted"),
    "rejected": _("rejected"),
    "wrong_taxon": _("wrong taxon"),
    "unsure": _("unsure"),
}
REASONS = {
    "toy_or_model": _("toy or model"),
    "print_or_pattern": _("print or pattern"),
    "brand_or_name": _("brand or name"),
    "plant_or_animal_not_listed": _("plant or animal that is not listed"),
    "artificial_material": _("artificial material"),
    "wanted_or_service": _("wanted, or a service"),
    "book_or_picture": _("book or picture"),
    "other": _("something else"),
}
OFFERS = {
    "likely": _("likely offer"),
    "possible": _("possible offer"),
    "unlikely": _("unlikely offer"),
}
STATES = {
    "active": _("on sale"),
    "gone": _("gone"),
    "ended": _("ended"),
    "open": _("open"),
    "closed": _("closed"),
}
ROLES = {
    "viewer": _("viewer"),
    "analyst": _("analyst"),
    "investigator": _("investigator"),
    "administrator": _("administrator"),
}
EVENTS = {
    "new": _("new"),
    "seen": _("seen"),
    "changed": _("changed"),
    "relisted": _("put up again"),
    "gone": _("gone"),
}
OUTCOMES = {
    "running": _("running"),
    "finished": _("finished"),
    "interrupted": _("interrupted"),
    "failed": _("failed"),
    "refused": _("refused"),
}
ALARMS = {
    "blocked": _("the site keeps us out"),
    "moved": _("the site's addresses lead elsewhere or nowhere"),
    "gone": _("nothing answers at the site's address"),
    "slow": _("the site answers too slowly or not in time"),
    "layout": _("the site's pages are built otherwise than its file says"),
    "empty": _("pages come, but no listings in them"),
    "fewer": _("far fewer listings than usual"),
    "errors": _("far more pages fail than usual"),
    "ours": _("the fault is on our side"),
}
"""The kinds of failure that `crawler.health.naming` tells apart."""
RANKS = {
    "kingdom": _("kingdom"),
    "phylum": _("phylum"),
    "class": _("class"),
    "order": _("order"),
    "family": _("family"),
    "subfamily": _("subfamily"),
    "genus": _("genus"),
    "species": _("species"),
    "subspecies": _("subspecies"),
    "variety": _("variety"),
}
KINDS_KEPT = {
    "page": _("page"),
    "picture": _("picture"),
    "screenshot": _("picture of the screen"),
    "print": _("print of the page"),
}
CLAIMS = {
    "captive-bred": _("bred in captivity"),
    "wild-caught": _("taken from the wild"),
    "pre-Convention": _("from before the Convention"),
    "antique": _("antique"),
    "permit": _("permit or certificate"),
    "papers": _("with papers"),
    "no papers": _("without papers"),
    "discreet": _("discretion"),
}
ACTIONS = {
    "case opened": _("case opened"),
    "case seen": _("case seen"),
    "case exported": _("listings of the case taken away"),
    "case package made": _("signed package made"),
    "case package taken": _("signed package taken away"),
    "case note written": _("note written"),
    "case closed": _("case closed"),
    "case opened again": _("case opened again"),
    "listing added to case": _("listing put into the case"),
    "listing removed from case": _("listing taken out of the case"),
    "member added to case": _("member let in"),
    "user added": _("user added"),
    "user removed": _("user removed"),
    "user role changed": _("role changed"),
    "password changed": _("password changed"),
    "seller revealed": _("name of a seller shown"),
    "evidence captured": _("evidence captured"),
    "export handed over": _("export handed over"),
    "receipt noted": _("receipt noted"),
    "listings matched again": _("listings matched again"),
    "queue ordered": _("review queue ordered"),
    "learning forgotten": _("order of the review queue forgotten"),
}
DETAILS = {
    "reference": _("reference"),
    "title": _("title"),
    "listing": _("listing"),
    "listings": _("listings"),
    "member": _("member"),
    "note": _("note"),
    "format": _("format"),
    "role": _("role"),
    "marketplace": _("marketplace"),
    "pseudonym": _("pseudonym"),
    "contact": _("contact"),
    "offers": _("offers"),
    "by": _("by"),
    "objects": _("objects"),
    "package": _("package"),
    "missing": _("notes on what is missing"),
}
URGENCIES = (
    _("Appendix I, likely or possible"),
    _("other Appendices, likely or possible"),
    _("Appendix I, unlikely"),
    _("other, unlikely"),
)
FACETS = {
    "appendix": _("Appendix"),
    "offer": _("Offer"),
    "state": _("State"),
    "marketplace": _("Marketplace"),
    "country": _("Country"),
    "verdict": _("Review"),
}
