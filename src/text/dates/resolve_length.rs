//! Counted time: a length and the day it is counted from in, the day it leads to out.

use jiff::civil::Date;

use super::Rule;
use super::resolve::{Read, add_days, add_months, monday_of, weekday_from, weekday_index, weekday_named};
use super::when::Length;

impl Length {
    /// Counts from `base`; `named` when the base is a day of its own and not the reference.
    pub(super) fn from(&self, base: Date, back: bool, weekday: Option<u8>, named: bool) -> Read {
        if self.vague {
            return (None, Rule::Vague);
        }
        let Some(days) = self.whole_days() else {
            return (None, Rule::HoursUnclear);
        };
        let sign = if back { -1 } else { 1 };
        let date = (|| {
            let months = self.years.checked_mul(12)?.checked_add(self.months)?;
            let date = add_months(base, sign * months)?;
            let date = add_days(date, sign * self.weeks.checked_mul(7)?.checked_add(days)?)?;
            add_working_days(date, sign * self.working_days)
        })();
        let Some(date) = date else {
            return (None, Rule::NoSuchDate);
        };
        let rule = match (named, back) {
            (false, true) => Rule::Past,
            _ if self.working_days > 0 => Rule::WorkingDays,
            _ if self.longer => Rule::LongerTime,
            (true, _) => Rule::CountedFromNamedDay,
            (false, false) if self.weeks == 0 && days == 0 && self.months == 0 && self.years == 0 => {
                Rule::SameDay
            }
            (false, false) => Rule::Counted,
        };
        match weekday {
            Some(weekday) => self.move_to_weekday(date, weekday),
            None => (Some(date), rule),
        }
    }

    /// Weeks lead to that weekday of the week reached, months and years to the first on or after; days must fit within one.
    /// Where the week ends (Saturday or Sunday) differs between people, so a Sunday must fit too.
    fn move_to_weekday(&self, date: Date, weekday: u8) -> Read {
        if date.weekday() == weekday_named(weekday) {
            return (Some(date), Rule::Counted);
        }
        let date = if self.days.max(self.hours).max(self.working_days) > 0 {
            // People count days with or without the first: one day off is still that weekday.
            [1, -1]
                .into_iter()
                .filter_map(|step| add_days(date, step))
                .find(|d| d.weekday() == weekday_named(weekday))
        } else if self.weeks > 0 && weekday < 6 {
            monday_of(date).and_then(|monday| add_days(monday, i64::from(weekday)))
        } else if self.weeks > 0 {
            None
        } else {
            weekday_from(date, weekday)
        };
        (date, if date.is_some() { Rule::WeekdayAfterCount } else { Rule::WeekdayDisagrees })
    }

    /// Days and hours in whole days: under half a day is the same day, whole days count, all else is unclear.
    fn whole_days(&self) -> Option<i64> {
        match self.hours {
            0..12 => Some(self.days),
            hours if hours % 24 == 0 => self.days.checked_add(hours / 24),
            _ => None,
        }
    }
}

/// Monday to Friday count; public holidays are not known here.
fn add_working_days(date: Date, count: i64) -> Option<Date> {
    if count == 0 {
        return Some(date);
    }
    let step = count.signum();
    // From a weekend one counts as from the working day before it (after it, when counting back).
    let start = match (weekday_index(date), step) {
        (day @ 5.., 1) => add_days(date, 4 - day)?,
        (day @ 5.., _) => add_days(date, 7 - day)?,
        _ => date,
    };
    let weeks = add_days(start, (count / 5).checked_mul(7)?)?;
    let mut date = weeks;
    for _ in 0..(count % 5).abs() {
        date = add_days(date, step)?;
        while weekday_index(date) > 4 {
            date = add_days(date, step)?;
        }
    }
    Some(date)
}
