"""Pairs of calls that send the same request: finding Spaces, and Spaces as repositories."""

from __future__ import annotations

from huggingface_hub import HfApi, SpaceHardware

from spacetui.hub.client import SpacesClient
from spacetui.hub.models import CreatedSpace, NewSecret, NewVariable
from tests.contract.requests_running import OFFICIAL_VOLUMES, SPACE, VOLUMES, Pairs

SECRETS = [{"key": "S", "value": "s1"}, {"key": "T", "value": "two\nlines ü", "description": "about"}]
VARIABLES = [{"key": "V", "value": "", "description": ""}]
OUR_SECRETS = [NewSecret.model_validate(secret) for secret in SECRETS]
OUR_VARIABLES = [NewVariable.model_validate(variable) for variable in VARIABLES]


def create_from_template(api: HfApi) -> object:
    return api.create_repo("ada/new", repo_type="space", visibility="private", space_template="Chatbot")


async def create_ours_from_template(client: SpacesClient) -> CreatedSpace:
    template = (await client.list_space_templates())[0]
    return await client.create_space(
        "ada/new", sdk=template.sdk or "gradio", visibility="private", template=template.repo_id
    )


FINDING: Pairs = {
    "whoami": {"": (lambda api: api.whoami(), lambda client: client.whoami())},
    "list_spaces": {
        "": (
            lambda api: list(
                api.list_spaces(
                    author="ada",
                    search="whisper & co",
                    filter=["a", "b"],
                    sort="likes",
                    expand=["runtime", "sdk"],
                    limit=1000,
                )
            ),
            lambda client: client.list_spaces(
                author="ada", search="whisper & co", filter=["a", "b"], sort="likes", expand=["runtime", "sdk"]
            ),
        ),
        "one filter": (
            lambda api: list(api.list_spaces(filter="ünï", limit=1000)),
            lambda client: client.list_spaces(filter="ünï"),
        ),
        "by what they use": (
            lambda api: list(api.list_spaces(models=["a/b", "c"], datasets="d/e", linked=True, full=True, limit=5)),
            lambda client: client.list_spaces(models=["a/b", "c"], datasets="d/e", linked=True, full=True, limit=5),
        ),
    },
    "search_spaces": {
        "": (lambda api: list(api.search_spaces("make a sóng")), lambda client: client.search_spaces("make a sóng")),
        "narrowed": (
            lambda api: list(
                api.search_spaces("q", filter=["a", "b"], sdk=["gradio", "docker"], include_non_running=True)
            ),
            lambda client: client.search_spaces(
                "q", filter=["a", "b"], sdk=["gradio", "docker"], include_non_running=True
            ),
        ),
    },
    "space_info": {
        "": (lambda api: api.space_info(SPACE), lambda client: client.space_info(SPACE)),
        "expanded": (
            lambda api: api.space_info(SPACE, expand=["runtime", "cardData"]),
            lambda client: client.space_info(SPACE, expand=["runtime", "cardData"]),
        ),
    },
    "repo_info": {
        "": (lambda api: api.repo_info(SPACE, repo_type="space"), lambda client: client.space_info(SPACE)),
    },
    "repo_exists": {
        "": (lambda api: api.repo_exists(SPACE, repo_type="space"), lambda client: client.repo_exists(SPACE)),
    },
    "auth_check": {
        "": (lambda api: api.auth_check(SPACE, repo_type="space"), lambda client: client.auth_check(SPACE)),
        "to write": (
            lambda api: api.auth_check(SPACE, repo_type="space", write=True),
            lambda client: client.auth_check(SPACE, write=True),
        ),
    },
    "list_spaces_hardware": {
        "": (lambda api: api.list_spaces_hardware(), lambda client: client.list_spaces_hardware()),
    },
    "get_zero_gpu_quota": {"": (lambda api: api.get_zero_gpu_quota(), lambda client: client.get_zero_gpu_quota())},
    "list_space_templates": {
        "": (lambda api: api.list_space_templates(), lambda client: client.list_space_templates()),
    },
    "create_repo": {
        "": (
            lambda api: api.create_repo("ada/new", repo_type="space", space_sdk="static", visibility="public"),
            lambda client: client.create_space("ada/new", sdk="static", visibility="public"),
        ),
        "from a template": (create_from_template, create_ours_from_template),
        "with everything": (
            lambda api: api.create_repo(
                "org/new",
                repo_type="space",
                space_sdk="docker",
                visibility="protected",
                resource_group_id="6",
                region="eu",
                space_hardware=SpaceHardware.T4_SMALL,
                space_sleep_time=-1,
                space_secrets=SECRETS,
                space_variables=VARIABLES,
                space_volumes=OFFICIAL_VOLUMES,
            ),
            lambda client: client.create_space(
                "org/new",
                sdk="docker",
                visibility="protected",
                resource_group_id="6",
                region="eu",
                hardware="t4-small",
                sleep_time=-1,
                secrets=OUR_SECRETS,
                variables=OUR_VARIABLES,
                volumes=VOLUMES,
            ),
        ),
    },
    "duplicate_repo": {
        "": (
            lambda api: api.duplicate_repo(SPACE, "ada/copy", repo_type="space", visibility="protected"),
            lambda client: client.duplicate_space(SPACE, "ada/copy", visibility="protected"),
        ),
        "with everything": (
            lambda api: api.duplicate_repo(
                SPACE,
                "ada/copy",
                repo_type="space",
                visibility="private",
                resource_group_id="6",
                space_hardware=SpaceHardware.T4_SMALL,
                space_sleep_time=900,
                space_secrets=SECRETS,
                space_variables=VARIABLES,
                space_volumes=OFFICIAL_VOLUMES,
            ),
            lambda client: client.duplicate_space(
                SPACE,
                "ada/copy",
                visibility="private",
                resource_group_id="6",
                hardware="t4-small",
                sleep_time=900,
                secrets=OUR_SECRETS,
                variables=OUR_VARIABLES,
                volumes=VOLUMES,
            ),
        ),
    },
    "update_repo_settings": {
        "": (
            lambda api: api.update_repo_settings(SPACE, repo_type="space", visibility="protected"),
            lambda client: client.update_space_visibility(SPACE, "protected"),
        ),
    },
    "move_repo": {
        "": (
            lambda api: api.move_repo(SPACE, "org/new-name", repo_type="space"),
            lambda client: client.move_space(SPACE, "org/new-name"),
        ),
    },
    "delete_repo": {
        "": (lambda api: api.delete_repo(SPACE, repo_type="space"), lambda client: client.delete_space(SPACE)),
    },
}
