//! Drafts → located findings: ground, merge, cross-check, rank, count what was read.
