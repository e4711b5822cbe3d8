"""What the official client and its command do that has to do with Spaces and is none of ours, by the reason why."""

from __future__ import annotations

NOT_OURS: dict[str, tuple[str, ...]] = {
    "Jobs run beside Spaces: they share an image, or a word.": (
        *("create_scheduled_job", "create_scheduled_uv_job", "inspect_job", "run_job", "run_uv_job"),
    ),
    "Collections hold Spaces among other things, and change nothing of how one runs.": ("add_collection_item",),
    "The code in a repository is git's and the editor's: files, commits, branches, tags.": (
        *("create_branch", "create_commit", "create_tag", "delete_branch", "delete_file", "delete_files"),
        *("delete_folder", "delete_tag", "file_exists", "get_paths_info", "hf_hub_download", "list_lfs_files"),
        *("list_repo_commits", "list_repo_files", "list_repo_refs", "list_repo_tree", "permanently_delete_lfs_files"),
        *("preupload_lfs_files", "resolve_revision", "revision_exists", "snapshot_download", "super_squash_history"),
        *("upload_file", "upload_folder", "verify_repo_checksums", "copy_files", "batch_bucket_files"),
    ),
    "What people say below a repository, and who likes it, is read and written on its page.": (
        *("change_discussion_status", "comment_discussion", "create_discussion", "create_pull_request"),
        *("edit_discussion_comment", "get_discussion_details", "get_repo_discussions", "hide_discussion_comment"),
        *("list_liked_repos", "list_repo_likers", "merge_pull_request", "rename_discussion", "unlike"),
    ),
    "Access is asked for to gated models and datasets: no Space is gated.": (
        *("accept_access_request", "cancel_access_request", "grant_access", "list_accepted_access_requests"),
        *("list_pending_access_requests", "list_rejected_access_requests", "reject_access_request"),
    ),
    "They are about models, whose answers name Spaces.": (
        *("get_safetensors_metadata", "list_models", "model_info", "parse_safetensors_file_metadata"),
    ),
    "Webhooks tell a server of changes; here somebody is looking.": ("create_webhook", "update_webhook"),
    "Buckets, and the storage of whatever an account has, are no Spaces.": ("list_buckets", "list_user_repos"),
}

COMMANDS_NOT_OURS: dict[str, tuple[str, ...]] = {
    "It swaps a file in a running container: an editor's work, on files, of which the demo hub has none.": (
        "spaces hot-reload",
    ),
    "The code in a repository is git's and the editor's: files, commits, branches, tags.": (
        *("repos branch create", "repos branch delete", "repos cp", "repos delete-files"),
        *("repos tag create", "repos tag delete", "repos tag list"),
    ),
    "The storage of whatever an account has is no Space.": ("repos list",),
}
