"""Error messages as failing Spaces carry them."""

from __future__ import annotations

CUDA_OUT_OF_MEMORY = """Exit code: 1. Reason: Traceback (most recent call last):
  File "/home/user/app/app.py", line 31, in <module>
    pipe = DiffusionPipeline.from_pretrained(MODEL, torch_dtype=torch.bfloat16).to("cuda")
  File "/usr/local/lib/python3.10/site-packages/diffusers/pipelines/pipeline_utils.py", line 541, in to
    module.to(device, dtype)
  File "/usr/local/lib/python3.10/site-packages/torch/nn/modules/module.py", line 1343, in to
    return self._apply(convert)
torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 90.00 MiB. GPU 0 has a total capacity of \
14.56 GiB of which 33.38 MiB is free. Including non-PyTorch memory, this process has 14.53 GiB memory in use.
"""

NO_MATCHING_DISTRIBUTION = (
    "Job failed with exit code: 1. Reason: cache miss: [ 4/10] RUN pip install --no-cache-dir -r requirements.txt\n"
    "Collecting gradio==5.49.1\n"
    "  Downloading gradio-5.49.1-py3-none-any.whl (63.5 MB)\n"
    "\x1b[91mERROR\x1b[0m: Could not find a version that satisfies the requirement torhc==2.4.0 (from versions: none)\n"
    "\x1b[91mERROR\x1b[0m: No matching distribution found for torhc==2.4.0\n"
)

DOCKERFILE_BROKEN = (
    "Job failed with exit code: 2. Reason: failed to solve: process "
    '"/bin/sh -c npm ci --omit=dev" did not complete successfully: exit code: 2'
)

MISSING_KEY = """Exit code: 1. Reason: Traceback (most recent call last):
  File "/home/user/app/app.py", line 12, in <module>
    client = Client(api_key=os.environ["OPENAI_API_KEY"])
  File "<frozen os>", line 685, in __getitem__
KeyError: 'OPENAI_API_KEY'
"""

SEGFAULT = "Exit code: 139. Reason: \nContainer logs:\n\nLoading index … 100%\nSegmentation fault (core dumped)\n"

UNSCHEDULABLE = "Scheduling failure: unable to schedule"

OUT_OF_QUOTA = "Quota exceeded for flavor cpu-basic (requested=1): current=1, limit=0"
