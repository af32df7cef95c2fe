//! What every statement store must do: a suite that is generic over the port.
//!
//! An adapter implements [`StoreHarness`] and calls [`statement_store_contract!`] in a test
//! module; each property becomes a test of its own. The crate of the tests needs tokio with its
//! macros. How an adapter's own files or servers fail is not covered here.
//!
//! [`statement_store_contract!`]: crate::statement_store_contract

pub mod fixtures;

pub mod articles;
pub mod asserted;
pub mod circumstances;
pub mod copies;
pub mod corrections;
pub mod counting;
pub mod decisions;
pub mod edits;
pub mod filters;
pub mod joint;
pub mod life;
pub mod moving;
pub mod names;
pub mod recording;
pub mod revisions;
pub mod search;
pub mod shortfall;
pub mod show;
pub mod similarity;
pub mod views;

use std::future::Future;

use q7x2_domain::StatementStore;

/// Gives the suite a store of its own.
pub trait StoreHarness: Send + Sync {
    /// The adapter.
    type Store: StatementStore;

    /// The adapter of a store beside it, which may be another one.
    type Beside: StatementStore;

    /// Opens the store of this harness. It is empty at first and the same at every call, with
    /// everything that was recorded through an earlier one.
    fn open(&self) -> impl Future<Output = Self::Store> + Send;

    /// Opens another store, which is empty at every call.
    fn beside(&self) -> impl Future<Output = Self::Beside> + Send;
}

/// Makes a test of every property. `$harness` is an expression that gives a new
/// [`StoreHarness`](crate::contract::StoreHarness).
#[macro_export]
macro_rules! statement_store_contract {
    ($harness:expr) => {
        $crate::statement_store_contract!(@tests $harness;
            recording::recording_twice_changes_nothing,
            recording::every_part_of_a_statement_comes_back,
            recording::the_latest_extraction_answers,
            recording::an_older_extraction_recorded_again_does_not_come_back,
            recording::what_is_not_verbatim_is_refused_whole,
            recording::two_statements_of_one_id_are_refused,
            recording::an_article_without_statements_is_held,
            recording::held_articles_are_told_by_model,
            recording::what_is_learned_later_of_an_article_is_added,
            recording::simultaneous_recordings_of_one_extraction_keep_one,
            recording::what_was_recorded_survives_reopening,
            articles::articles_come_by_id_a_page_at_a_time,
            articles::what_has_an_extraction_of_a_model_can_be_left_out,
            articles::an_outlet_and_a_selection_limit_articles,
            filters::statements_come_latest_first_and_in_text_order,
            filters::a_page_is_the_beginning_of_the_whole_answer,
            filters::a_kind_selects,
            filters::thoughts_and_signs_are_shown_on_request_only,
            filters::a_period_includes_its_start_and_not_its_end,
            filters::a_forgotten_outlet_hides_no_other,
            filters::an_outlet_is_found_by_its_name_or_words_of_it,
            filters::a_selection_of_articles_limits_the_answer,
            filters::every_condition_must_hold,
            asserted::what_was_not_said_is_shown_on_request_only,
            asserted::classes_of_asserted_select_in_the_mode_asked_for,
            asserted::speakers_are_counted_by_what_is_shown,
            circumstances::an_addressee_is_found_by_its_words_and_by_its_party,
            circumstances::who_belongs_to_somebody_is_not_that_somebody,
            circumstances::words_of_a_channel_are_found_in_any_inflection,
            circumstances::cue_classes_select_any_of_them,
            circumstances::what_is_second_hand_can_be_left_out,
            circumstances::a_time_said_matches_when_it_may_lie_in_the_range,
            circumstances::what_is_less_likely_is_left_out,
            circumstances::conditions_on_circumstances_hold_together,
            circumstances::who_tells_a_relayed_statement_comes_with_it,
            copies::what_copies_say_counts_once,
            copies::what_one_copy_says_is_kept,
            copies::a_statement_hides_behind_what_matches_alone,
            copies::grouped_answers_are_whole,
            copies::stories_that_meet_are_united,
            copies::what_is_forgotten_leaves_its_story,
            copies::revisions_are_no_copies,
            copies::copies_that_come_together_are_one_story,
            copies::a_news_agency_is_told,
            corrections::what_was_not_said_is_taken_out_and_put_back,
            corrections::other_words_answer,
            corrections::what_is_corrected_is_certain_and_found,
            corrections::words_that_the_article_lacks_are_refused,
            corrections::corrections_outlive_the_model,
            counting::what_matches_is_counted_in_groups,
            counting::counts_are_those_of_the_answer,
            counting::what_is_asked_for_first_comes_first,
            counting::any_of_several_speakers_answers,
            decisions::corrections_hold_in_later_texts,
            decisions::corrections_hold_whichever_text_is_recorded_first,
            decisions::what_is_set_holds_for_later_texts,
            decisions::another_text_of_a_forgotten_place_stays_forgotten,
            decisions::a_shared_address_is_not_forgotten,
            decisions::a_rewritten_text_is_a_revision_of_its_address,
            decisions::an_address_is_learned_later,
            decisions::what_is_told_otherwise_stays,
            decisions::an_address_of_another_outlet_is_not_learned,
            decisions::a_corrected_statement_outlives_a_model_that_misses_it,
            decisions::another_date_is_read_again,
            edits::merged_speakers_answer_as_one,
            edits::edits_hold_for_later_extractions,
            edits::an_undo_is_exact,
            edits::forms_are_split_off,
            edits::articles_are_split_off,
            edits::a_new_name_is_shown,
            edits::a_pinned_statement_is_known_again,
            edits::a_statement_can_be_pinned_to_nobody,
            edits::a_pin_outlasts_merges_of_others,
            edits::edits_name_the_other_parties_too,
            edits::descriptions_are_not_merged_over_articles,
            edits::the_journal_tells_who_and_when,
            edits::only_what_holds_is_undone,
            joint::each_of_those_who_speak_jointly_finds_the_statement,
            joint::joint_statements_count_for_each,
            joint::edits_hold_for_each_of_those_who_speak_jointly,
            joint::a_pin_settles_who_speaks_alone,
            joint::several_are_said_to_have_said_it,
            joint::whom_people_named_with_others_outlives_the_model,
            joint::a_near_miss_among_joint_speakers_answers_under_the_known_name,
            joint::a_later_extraction_takes_joint_speakers_over,
            life::what_is_set_answers_at_once,
            life::the_catalogue_is_filtered_and_paged,
            life::what_is_forgotten_does_not_come_back_by_itself,
            life::what_is_on_its_way_can_be_forgotten,
            life::what_is_erased_is_gone,
            life::what_was_forgotten_long_ago_is_erased,
            moving::a_moved_store_answers_as_before,
            moving::what_is_here_is_passed_over,
            moving::what_was_erased_and_came_again_is_kept,
            moving::two_journals_are_not_mixed,
            moving::what_was_recorded_is_as_it_should_be,
            names::a_speaker_answers_under_one_name,
            names::any_form_of_a_name_finds_its_bearer,
            names::an_initial_is_no_word_of_a_description,
            names::pronouns_and_descriptions_are_no_names,
            names::words_of_other_names_do_not_identify,
            names::a_bare_surname_is_its_only_bearer,
            names::a_surname_may_stand_first,
            names::a_shared_bare_surname_is_nobody,
            names::forms_of_a_replaced_extraction_are_forgotten,
            names::speakers_are_listed_with_their_forms,
            names::speakers_are_found_by_name,
            names::near_spellings_are_offered,
            revisions::the_newest_text_answers,
            revisions::earlier_texts_stay_earlier,
            revisions::a_text_that_comes_again_is_the_newest,
            revisions::other_stories_are_no_revisions,
            revisions::an_offered_text_is_known_as_a_revision,
            revisions::the_text_before_a_forgotten_one_answers,
            revisions::what_was_filled_holds_for_other_texts,
            revisions::what_a_text_came_with_holds_for_later_ones,
            revisions::the_text_published_last_answers,
            search::all_words_must_occur_in_the_content,
            search::words_are_found_in_any_inflection_case_and_accent,
            search::quoted_words_stand_together,
            search::better_matches_come_first,
            search::no_text_is_an_error,
            shortfall::conditions_are_tried_one_after_the_other,
            shortfall::what_the_mode_hides_is_told_of_every_condition,
            shortfall::a_count_that_was_not_ended_is_told_as_one,
            shortfall::what_a_condition_cannot_see_is_told,
            shortfall::words_that_never_meet_are_told_one_by_one,
            shortfall::near_outlets_are_offered,
            shortfall::what_no_range_of_time_sees_is_counted,
            show::a_statement_is_shown_in_its_paragraph,
            show::a_prefix_shows_at_most_ten_in_text_order,
            similarity::a_near_miss_answers_under_the_known_name,
            similarity::spellings_of_a_name_answer_under_the_commonest,
            similarity::a_word_alone_may_be_a_persons_name,
            similarity::the_order_of_recording_makes_no_difference,
            similarity::similarity_ends_with_its_reason,
            similarity::similarity_follows_the_latest_extraction,
            similarity::people_decide_before_similarity,
            views::a_view_is_the_whole_answer,
            views::a_view_holds_while_others_write,
            views::a_view_tells_who_answers_now,
            views::common_words_are_found_whole,
            views::common_words_follow_edits,
        );
    };
    (@tests $harness:expr; $($module:ident::$property:ident),+ $(,)?) => {
        $(
            #[tokio::test]
            async fn $property() {
                $crate::contract::$module::$property(&$harness).await;
            }
        )+
    };
}

#[cfg(test)]
mod tests {
    #[test]
    fn no_property_is_forgotten() {
        let listed = include_str!("contract.rs");
        let modules = [
            ("articles", include_str!("contract/articles.rs")),
            ("asserted", include_str!("contract/asserted.rs")),
            ("circumstances", include_str!("contract/circumstances.rs")),
            ("copies", include_str!("contract/copies.rs")),
            ("corrections", include_str!("contract/corrections.rs")),
            ("counting", include_str!("contract/counting.rs")),
            ("decisions", include_str!("contract/decisions.rs")),
            ("edits", include_str!("contract/edits.rs")),
            ("filters", include_str!("contract/filters.rs")),
            ("joint", include_str!("contract/joint.rs")),
            ("life", include_str!("contract/life.rs")),
            ("moving", include_str!("contract/moving.rs")),
            ("names", include_str!("contract/names.rs")),
            ("recording", include_str!("contract/recording.rs")),
            ("revisions", include_str!("contract/revisions.rs")),
            ("search", include_str!("contract/search.rs")),
            ("shortfall", include_str!("contract/shortfall.rs")),
            ("show", include_str!("contract/show.rs")),
            ("similarity", include_str!("contract/similarity.rs")),
            ("views", include_str!("contract/views.rs")),
        ];
        for (module, source) in modules {
            for rest in source.split("pub async fn ").skip(1) {
                let property: String =
                    rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
                assert!(listed.contains(&format!("{module}::{property},")), "{property}");
            }
        }
    }
}
