//! A survey, 问卷调查: questions to everybody, answered once by each person, and nobody knows by whom. What is stored of an
//! answer are counts and masked words; that somebody has answered is stored apart from what. Whether a survey is open is
//! decided by the clock alone.
//!
//! Source: docs/OPINION.md, Rules.

mod form;
mod results;
#[cfg(test)]
mod tests;

pub use form::{
    AgeBand, By, Cell, Choice, Counted, Question, QuestionAnswer, QuestionKind, Questionnaire, Respondents,
    ResultsFor, Survey, SurveyAnswer, SurveyState, counted, left_out,
};
pub use results::{GroupResults, QuestionResults, Results, SMALLEST, mean, results, wilson};
