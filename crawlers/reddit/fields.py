"""The fields that a submission of Reddit may have; another one is told: an optional one may have got another name."""

from __future__ import annotations

from collections.abc import Collection, Mapping

# From recordings of 2016 to 2020 and the API's own pages; what Reddit adds is told once, then belongs here.
SUBMISSION: Mapping[str, Collection[str]] = {
    "": frozenset(
        {"ad_business", "ad_promoted_user_posts", "ad_supplementary_text_richtext", "ad_user_targeting"}
        | {"adserver_click_url", "adserver_imp_pixel", "adset_id", "all_awardings", "allow_live_comments", "approved"}
        | {"approved_at_utc", "approved_by", "archived", "author", "author_cakeday", "author_flair_background_color"}
        | {"author_flair_css_class", "author_flair_richtext", "author_flair_template_id", "author_flair_text"}
        | {"author_flair_text_color", "author_flair_type", "author_fullname", "author_is_blocked"}
        | {"author_patreon_flair", "author_premium", "awarders", "ban_note", "banned_at_utc", "banned_by"}
        | {"call_to_action", "campaign_id", "can_gild", "can_mod_post", "category", "clicked", "collections"}
        | {"content_categories", "contest_mode", "created", "created_utc", "crosspost_parent"}
        | {"crosspost_parent_list", "discussion_type", "distinguished", "domain", "domain_override", "downs"}
        | {"edited", "eligible_for_promotion", "embed_type", "embed_url", "event_end", "event_is_live", "event_start"}
        | {"from", "from_id", "from_kind", "gallery_data", "gilded", "gildings", "has_media_metadata", "hidden"}
        | {"hidden_by_crowd_control", "hide_score", "href_url", "id", "ignore_reports", "impression_id", "is_blank"}
        | {"is_created_from_ads_ui", "is_crosspostable", "is_gallery", "is_meta", "is_nsfw", "is_original_content"}
        | {"is_reddit_media_domain", "is_robot_indexable", "is_self", "is_survey_ad", "is_translated", "is_video"}
        | {"likes", "link_flair_background_color", "link_flair_css_class", "link_flair_richtext"}
        | {"link_flair_template_id", "link_flair_text", "link_flair_text_color", "link_flair_type", "locked", "media"}
        | {"media_embed", "media_metadata", "media_only", "mobile_ad_url", "mod_note", "mod_reason_by"}
        | {"mod_reason_title", "mod_reports", "name", "no_follow", "num_comments", "num_crossposts", "num_duplicates"}
        | {"num_reports", "outbound_link", "over_18", "parent_whitelist_status", "permalink", "pinned", "poll_data"}
        | {"post_hint", "preview", "previous_visits", "product_ids", "promo_layout", "promoted", "pwls", "quarantine"}
        | {"removal_reason", "removed", "removed_by", "removed_by_category", "report_reasons", "rte_mode", "saved"}
        | {"score", "secure_media", "secure_media_embed", "selftext", "selftext_html", "send_replies", "show_media"}
        | {"spam", "spoiler", "sr_detail", "stickied", "subreddit", "subreddit_id", "subreddit_name_prefixed"}
        | {"subreddit_subscribers", "subreddit_type", "suggested_sort", "third_party_trackers"}
        | {"third_party_tracking", "third_party_tracking_2", "thumbnail", "thumbnail_height", "thumbnail_width"}
        | {"title", "top_awarded_type", "total_awards_received", "tournament_data", "translated_selftext"}
        | {"translated_title", "translation_language", "treatment_tags", "unrepliable_reason", "ups", "upvote_ratio"}
        | {"url", "url_overridden_by_dest", "user_can_reply", "user_reports", "view_count", "visited"}
        | {"whitelist_status", "wls"}
    )
}
