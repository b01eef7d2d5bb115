//! A number and the code of its format → the number as a spreadsheet shows it. Shares, amounts, thousands and decimals are
//! printed; dates as ISO 8601; what the code says beyond that (colours, fractions, conditions) is left out.

/// Decimals that any format prints at most.
const MOST_DECIMALS: usize = 15;

/// Prints a number by its format code.
pub(super) fn print(number: f64, code: &str) -> String {
    if !number.is_finite() {
        return String::new();
    }
    let section = first_section(code);
    if section.is_empty() || section.eq_ignore_ascii_case("general") || section.contains(['/', '@']) {
        return general(number);
    }
    let pattern = Pattern::read(&section);
    if !pattern.has_digits {
        return general(number);
    }
    if pattern.is_scientific {
        return format!("{number:.*E}", pattern.decimals);
    }
    let scaled = if pattern.is_share { number * 100.0 } else { number };
    let fixed = format!("{:.*}", pattern.decimals, scaled.abs());
    let is_zero = fixed.bytes().all(|byte| matches!(byte, b'0' | b'.'));
    let fixed = if pattern.groups { group(&fixed) } else { fixed };
    let sign = if scaled < 0.0 && !is_zero { "-" } else { "" };
    let share = if pattern.is_share { "%" } else { "" };
    format!("{sign}{}{fixed}{}{share}", pattern.before, pattern.after)
}

/// A number without a format: up to 15 digits, as many as a spreadsheet keeps.
pub(super) fn general(number: f64) -> String {
    let rounded: f64 = format!("{number:.14e}").parse().unwrap_or(number);
    let size = rounded.abs();
    if rounded == 0.0 {
        "0".to_owned()
    } else if (1e-9..1e15).contains(&size) {
        rounded.to_string()
    } else {
        format!("{rounded:E}")
    }
}

/// The part for positive numbers, without colours and conditions; of a currency in brackets the sign stays.
fn first_section(code: &str) -> String {
    let mut section = String::new();
    let mut signs = code.chars();
    while let Some(sign) = signs.next() {
        match sign {
            ';' => break,
            '"' => {
                section.push('"');
                section.extend(signs.by_ref().take_while(|&sign| sign != '"'));
                section.push('"');
            }
            '[' => {
                let inside: String = signs.by_ref().take_while(|&sign| sign != ']').collect();
                if let Some(currency) = inside.strip_prefix('$') {
                    section.push('"');
                    section.push_str(currency.split('-').next().unwrap_or_default());
                    section.push('"');
                }
            }
            // The next sign stands for its width, fills the cell, or is printed as it is.
            '_' | '*' => {
                signs.next();
            }
            '\\' => {
                section.push('"');
                section.extend(signs.next());
                section.push('"');
            }
            sign => section.push(sign),
        }
    }
    section.trim().to_owned()
}

/// What a section asks for.
#[derive(Debug, Default)]
struct Pattern {
    before: String,
    after: String,
    decimals: usize,
    groups: bool,
    is_share: bool,
    is_scientific: bool,
    has_digits: bool,
}

impl Pattern {
    fn read(section: &str) -> Self {
        let mut pattern = Self::default();
        let mut in_decimals = false;
        let mut quoted = false;
        for sign in section.chars() {
            match sign {
                '"' => quoted = !quoted,
                sign if quoted => pattern.say(sign),
                '0' | '#' | '?' => {
                    pattern.has_digits = true;
                    pattern.decimals += usize::from(in_decimals && !pattern.is_scientific);
                }
                '.' => in_decimals = true,
                ',' => pattern.groups |= pattern.has_digits,
                '%' => pattern.is_share = true,
                'E' | 'e' => pattern.is_scientific = true,
                '+' if pattern.is_scientific => {}
                '$' | '€' | '£' | '¥' | '-' | '+' | '(' | ')' | ' ' | ':' => pattern.say(sign),
                _ => {}
            }
        }
        pattern.decimals = pattern.decimals.min(MOST_DECIMALS);
        pattern
    }

    fn say(&mut self, sign: char) {
        if self.has_digits { self.after.push(sign) } else { self.before.push(sign) }
    }
}

/// Commas between thousands.
fn group(fixed: &str) -> String {
    let (whole, rest) = fixed.split_once('.').map_or((fixed, ""), |(whole, rest)| (whole, rest));
    let mut grouped = String::new();
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    if !rest.is_empty() {
        grouped.push('.');
        grouped.push_str(rest);
    }
    grouped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_printed_as_shown() {
        let cases = [
            (3.0, "General", "3"),
            (0.1 + 0.2, "General", "0.3"),
            (-1.5, "", "-1.5"),
            (1e20, "General", "1E20"),
            (0.256, "0%", "26%"),
            (0.256, "0.00%", "25.60%"),
            (1234.5, "#,##0.00", "1,234.50"),
            (1_234_567.0, "#,##0", "1,234,567"),
            (-5.0, "0.00;[Red]-0.00", "-5.00"),
            (-0.001, "0.00", "0.00"),
            (12.0, "\"$\"#,##0", "$12"),
            (12.5, "[$€-407] #,##0.00", "€ 12.50"),
            (12.5, "#,##0.00\\ \"EUR\"", "12.50 EUR"),
            (12.0, "_(* #,##0_);_(* (#,##0)", "12"),
            (1500.0, "0.00E+00", "1.50E3"),
            (7.0, "00000", "7"),
            (0.5, "# ?/?", "0.5"),
            (2.0, "@", "2"),
            (f64::NAN, "0", ""),
            (1.0, "\"unclosed", "1"),
            (1.0, "[$", "1"),
        ];
        for (number, code, shown) in cases {
            assert_eq!(print(number, code), shown, "{number} {code}");
        }
    }
}
