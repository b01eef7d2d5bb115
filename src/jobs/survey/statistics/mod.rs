//! Statistics on plain numbers: tests, intervals, regression, correction for many tests. Each formula names its source;
//! tests hold the results against values computed with scipy 1.17 and statsmodels 0.14.

mod adjust;
mod distributions;
mod intervals;
mod matrix;
mod ordinal;
mod tables;

pub(super) use adjust::adjust;
pub(super) use distributions::chi_square_tail;
pub(super) use intervals::{mean_interval, nps_interval, share_interval, two_shares};
pub(super) use matrix::{Matrix, inflation};
pub(super) use ordinal::{Fit, FitError, fit_ordinal};
pub(super) use tables::{Outcome, Table, kruskal_of, spearman_of};
