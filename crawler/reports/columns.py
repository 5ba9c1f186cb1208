"""What each column of the report's tables means; printed in docs/reports.md."""

from __future__ import annotations

from crawler.translation.catalogues import marked
from crawler.translation.words import Words

PUBLISHED = frozenset({"listing_id", "title", "price_text", "place_text", "url"})
"""Columns with a marketplace's own text, defused in CSV."""

COLUMNS = {
    "week": marked("ISO 8601 week, UTC, in which the crawl began"),
    "marketplace": marked("name of the marketplace, as in its TOML file"),
    "status": marked(
        "complete, incomplete, interrupted, failed, refused, running, not run, "
        "or not yet watched; only complete counts towards a rate"
    ),
    "reason": marked("why a crawl does not count, or why a listing was flagged"),
    "complete_crawls": marked("crawls of the week that ran to the end"),
    "other_crawls": marked(
        "crawls of the week that did not, left out of the figures where "
        "there is a complete one"
    ),
    "pages_requested": marked("pages asked for"),
    "pages_fetched": marked("pages received"),
    "listings_seen": marked("distinct listings seen"),
    "refusals": marked("pages that the marketplace refused"),
    "errors": marked("pages that failed or could not be read"),
    "appendix": marked(
        "I, II or III: the highest that the match allows; any: all three"
    ),
    "taxon_group": marked("group of the taxon, from its place in the classification"),
    "taxon": marked("scientific name of the taxon that the words name"),
    "marketplaces_complete": marked("marketplaces crawled to the end in the week"),
    "marketplaces_watched": marked(
        "marketplaces that had been crawled before the week ended"
    ),
    "weeks_complete": marked("weeks in which the marketplace was crawled to the end"),
    "weeks_not_counted": marked("weeks without a complete crawl since the first crawl"),
    "flagged_listings": marked(
        "distinct listings with a likely or possible name match"
    ),
    "flagged_offers": marked("the same with cross-posted and relisted listings merged"),
    "flagged_sightings": marked(
        "flagged listings, counted once in each crawl that saw them"
    ),
    "per_1000_listings": marked("flagged listings per 1,000 distinct listings seen"),
    "per_1000_low": marked("lower end of its 95 %% interval (Wilson)"),
    "per_1000_high": marked("upper end of its 95 %% interval (Wilson)"),
    "per_100_pages": marked("flagged sightings per 100 pages fetched"),
    "per_100_pages_low": marked("lower end of its 95 %% interval (Byar)"),
    "per_100_pages_high": marked("upper end of its 95 %% interval (Byar)"),
    "baseline": marked(
        "listings new up to the marketplace's first complete crawl: new to "
        "us, not to the marketplace"
    ),
    "new": marked("listings first seen, after the baseline"),
    "changed": marked("listings whose published text changed"),
    "gone": marked("listings that a complete crawl no longer found"),
    "relisted": marked("listings that came back after they were gone or had ended"),
    "flagged_baseline": marked("the flagged listings of `baseline`"),
    "flagged_new": marked("the flagged listings of `new`"),
    "flagged_changed": marked("the flagged listings of `changed`"),
    "flagged_gone": marked("the flagged listings of `gone`"),
    "flagged_relisted": marked("the flagged listings of `relisted`"),
    "offer_id": marked(
        "number of the distinct offer: listings that share it are one offer"
    ),
    "listing_id": marked("the listing's own number on its marketplace"),
    "title": marked("title as published"),
    "offer": marked("likely or possible: how surely the words offer a specimen"),
    "price_text": marked("price as published"),
    "currency": marked("ISO 4217 code read from the price or set for the marketplace"),
    "place_text": marked("place as published"),
    "first_seen_at": marked("first sighting ever, UTC"),
    "last_seen_at": marked("last sighting in the period, UTC"),
    "state": marked("at the end of the period: on sale, ended or gone"),
    "url": marked("address of the listing"),
    "crawl": marked("number of the crawl"),
    "started_at": marked("start of the crawl, UTC"),
    "outcome": marked("how the crawl ended"),
    "clock": marked("system, or demo when the sightings were dated by hand"),
    "software_version": marked("version of citeswatch that crawled"),
    "species_list_version": marked("species list that the crawl matched with"),
    "change_a_year": marked(
        "offers per effort of a year over those of the year before, less "
        "1: 0.2 is a fifth more"
    ),
    "change_low": marked("lower end of its 95 %% interval"),
    "change_high": marked("upper end of its 95 %% interval"),
    "direction": marked("rising, falling, or none when chance may give the change"),
    "weeks": marked("weeks with a complete crawl"),
    "offers": marked("distinct offers seen in them"),
    "seasonal": marked("1 when the model has a term for the season"),
    "kendall_tau": marked(
        "Mann-Kendall check on the eight-weekly rates: Kendall's tau"
    ),
    "kendall_p": marked("its p value"),
    "breaks": marked(
        "weeks at which the level jumps beyond trend and chance, each with what "
        "is known to have changed near it"
    ),
    "why_not": marked("why no trend can be told"),
    "what": marked("what changed in how was looked, or what is estimated"),
    "dimension": marked(
        "by what the offers are counted: all, taxon_group, taxon, specimen, "
        "marketplace, country, language, claim; of a change also appendix, route, method"
    ),
    "value": marked("the value of that dimension; not told where it is not published"),
    "listings": marked("flagged listings"),
    "confirmed": marked("offers that a reviewer accepted, the taxon corrected or not"),
    "rejected": marked("offers that a reviewer rejected"),
    "unsure": marked("offers of which a reviewer was not sure"),
    "not_reviewed": marked("offers whose present text nobody has reviewed"),
    "priced": marked("offers whose price could be read"),
    "median_price": marked("median of the published prices"),
    "total_price": marked("sum of the published prices"),
    "ended_listings": marked("listings that went while they were watched"),
    "median_days": marked("days that half of the listings stay (Kaplan-Meier)"),
    "median_low": marked("lower end of its 95 %% interval"),
    "median_high": marked("upper end of its 95 %% interval"),
    "staying_7_days": marked("share of the listings that stay longer than 7 days"),
    "staying_30_days": marked("the same for 30 days"),
    "staying_90_days": marked("the same for 90 days"),
    "estimate": marked("estimate of what was missed"),
    "estimate_low": marked("lower end of its 95 %% interval"),
    "estimate_high": marked("upper end of its 95 %% interval"),
    "from_country": marked(
        "ISO 3166-1 alpha-2 code of the country that the goods are in"
    ),
    "to_country": marked(
        "country that the shipping terms name, worldwide, domestic, or not told"
    ),
    "method": marked(
        "how goods are sent: post, courier, hand (fetched or handed over), freight, "
        "concealed (discreet or neutral packing is promised), or not told"
    ),
    "home": marked("address of the marketplace"),
    "country": marked("country of all its offers, where they are in one"),
    "code_of_conduct": marked("code of conduct that it has signed"),
    "wildlife_policy_url": marked("address of its rules on wildlife"),
    "notice_address": marked("where a notice of an offer goes"),
    "coalition": marked(
        "coalition against wildlife trafficking online that it is a member of"
    ),
    "terms_reviewed_on": marked("date on which a person last read its terms of use"),
    "appendix_i_listings": marked(
        "flagged Appendix I listings watched from their beginning"
    ),
    "went_in_30_days": marked(
        "share of them that went within 30 days, sold or removed (Kaplan-Meier)"
    ),
    "went_low": marked("lower end of its 95 %% interval"),
    "went_high": marked("upper end of its 95 %% interval"),
    "rests_on": marked("the counts that the estimate rests on"),
    "converted": marked("offers whose price could be converted"),
    "without_rate": marked(
        "offers with a price in a currency for which no rate was near enough"
    ),
    "without_currency": marked("offers with a price of which no currency is known"),
    "first_rate_on": marked("day of the earliest rate that was used"),
    "last_rate_on": marked("day of the latest rate that was used"),
    "unit": marked(
        "ISO 4217 code of the currency converted from, or the unit of the quantities"
    ),
    "lowest_rate": marked("the least that one unit was worth"),
    "highest_rate": marked("the most that one unit was worth"),
    "source": marked("who published the rates, or the source code of reported trade"),
    "offers_before": marked("distinct offers of the earlier period"),
    "offers_now": marked("distinct offers of this period"),
    "share_before": marked("share of the offers of the earlier period"),
    "share_now": marked("share of the offers of this period"),
    "difference": marked("the share of this period less that of the earlier one"),
    "difference_low": marked("lower end of its 95 %% interval (Newcombe)"),
    "difference_high": marked("upper end of its 95 %% interval (Newcombe)"),
    "design_effect": marked(
        "by how much offers of one seller being alike multiplies the variance"
    ),
    "p": marked("p value of Fisher's exact test, or of the log-rank test"),
    "p_corrected": marked("the same, corrected for all tests of the table (Holm)"),
    "finding": marked(
        "a larger or a smaller share, or none when chance may give the difference"
    ),
    "weeks_before": marked("complete weeks of the earlier period"),
    "weeks_now": marked("complete weeks of this period"),
    "weeks_compared": marked("weeks of each period that are compared"),
    "listings_before": marked(
        "listings seen in the compared weeks of the earlier period, each week anew"
    ),
    "listings_now": marked(
        "listings seen in the compared weeks of this period, each week anew"
    ),
    "term": marked("what was traded, as reported"),
    "records": marked("rows of the file of reported trade"),
    "importer_reported": marked("quantity that importing Parties reported"),
    "exporter_reported": marked("quantity that exporting Parties reported"),
    "taxa": marked("different taxa in these records"),
    "source_meaning": marked("what the source code means"),
    "claim": marked("what sellers claim that says nearest the same"),
    "rules_since": marked("day from which its rules on wildlife hold, as kept"),
    "rules_sha256": marked("SHA-256 of the text of these rules"),
    "notices": marked("notices sent to it up to the end of the period"),
    "notices_answered": marked("how many of them it answered"),
    "notice": marked("number of the notice"),
    "sent_on": marked("day on which it was sent"),
    "channel": marked("form, email, letter, telephone, api or other"),
    "answer": marked("removed, partly, refused, asked or acknowledged; empty: none"),
    "answered_on": marked("day of the answer"),
    "gone_listings": marked("listings of the notice that crawls no longer find"),
    "last_gone_on": marked("day on which a crawl missed the last of these"),
    "after": marked("after what: a notice, or the day of rules on wildlife"),
    "since": marked("day from which these rules hold"),
    "listings_without": marked("listings watched without it, or before it"),
    "went_without": marked("how many of them went then"),
    "listings_with": marked("listings watched after it"),
    "went_with": marked("how many of them went then"),
    "gone_in_30_with": marked(
        "share gone within 30 days after a notice (Kaplan-Meier)"
    ),
    "gone_with_low": marked("lower end of its 95 %% interval"),
    "gone_with_high": marked("upper end of its 95 %% interval"),
    "gone_in_30_without": marked(
        "share gone as soon among listings as old that have none"
    ),
    "gone_without_low": marked("lower end of its 95 %% interval"),
    "gone_without_high": marked("upper end of its 95 %% interval"),
    "times_as_fast": marked("how many times as fast they go after it (hazard ratio)"),
    "times_low": marked("lower end of its 95 %% interval"),
    "times_high": marked("upper end of its 95 %% interval"),
}


def meanings(words: Words) -> dict[str, str]:
    """Say what each column means."""
    return {name: words.say(text) for name, text in COLUMNS.items()}
