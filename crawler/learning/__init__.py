"""An optional second stage: what a unit's own reviews say of a match's worth."""
