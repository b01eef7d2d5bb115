//! What tokens cost, alone and in batches, and what a budget in US dollars comes to by either price.

use super::journal::Spent;
use super::limits::Budgets;
use crate::engine::llm::batch::PRICE_SHARE;

/// The price of a model in US dollars for a million tokens.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Price {
    /// Of tokens sent.
    pub input: f64,
    /// Of tokens received.
    pub output: f64,
}

impl Price {
    /// The cost in US dollars.
    pub fn of(&self, spent: Spent) -> f64 {
        (spent.tokens_in as f64 * self.input + spent.tokens_out as f64 * self.output) / 1e6
    }
}

/// A price as batches have it.
pub fn batch_price(price: Price) -> Price {
    Price { input: price.input * PRICE_SHARE, output: price.output * PRICE_SHARE }
}

/// Budgets for a purse that counts everything at the price of batches: what was spent in other ways is paid for in advance.
pub fn at_batch_price(budgets: Budgets, spent: Spent, batched: Spent) -> Budgets {
    let cost = budgets.cost.map(|(most, price)| {
        let lower = batch_price(price);
        (most - price.of(spent) + price.of(batched) - lower.of(batched) + lower.of(spent), lower)
    });
    Budgets { cost, ..budgets }
}

/// Budgets for a purse that counts everything at the full price: what batches cost less is given back.
pub fn at_full_price(budgets: Budgets, batched: Spent) -> Budgets {
    let cost =
        budgets.cost.map(|(most, price)| (most + price.of(batched) - batch_price(price).of(batched), price));
    Budgets { cost, ..budgets }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_is_the_same_by_either_price() {
        let price = Price { input: 2.0, output: 8.0 };
        let budgets = Budgets { cost: Some((10.0, price)), ..Budgets::default() };
        let spent = Spent { requests: 9, tokens_in: 1_000_000, tokens_out: 500_000 };
        let batched = Spent { requests: 0, tokens_in: 400_000, tokens_out: 250_000 };
        // 0.6 M in and 0.25 M out at the full price, the rest at half of it.
        let left = 10.0 - (0.6 * 2.0 + 0.25 * 8.0) - (0.4 * 1.0 + 0.25 * 4.0);
        for budgets in [at_batch_price(budgets, spent, batched), at_full_price(budgets, batched)] {
            let (most, price) = budgets.cost.unwrap();
            assert!((most - price.of(spent) - left).abs() < 1e-9, "{budgets:?}");
        }
    }
}
