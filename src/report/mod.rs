//! Findings → pages, JSON, CSV, calendar. Pure: gives text, writes nothing.
