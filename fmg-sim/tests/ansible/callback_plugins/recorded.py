"""Prints nothing but failures, and records what each task reported as a line of JSON."""

import json
import os

from ansible.plugins.callback import CallbackBase

DOCUMENTATION = """
name: recorded
type: stdout
short_description: Records the results of tasks in a file
description:
  - Appends one line of JSON for each result to the file that the environment variable RECORDED_RESULTS names.
"""


def told(seen):
    """What the collection says about a failure, in one line."""
    meta = seen.get("meta") or {}
    if isinstance(meta, dict):
        # The version of the appliance is not about the failure.
        meta = {name: value for name, value in meta.items() if name != "system_information"}
    parts = [seen.get("msg"), meta, seen.get("module_stderr")]
    return " ".join(str(part) for part in parts if part)[:2000]


class CallbackModule(CallbackBase):
    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "stdout"
    CALLBACK_NAME = "recorded"

    def _record(self, result, state):
        task = result._task
        seen = result._result
        line = {
            "task": task.get_name(),
            "module": task.action.rpartition(".")[2],
            "tags": list(task.tags),
            "state": state,
            "changed": bool(seen.get("changed")),
            "message": told(seen),
        }
        with open(os.environ["RECORDED_RESULTS"], "a", encoding="utf-8") as file:
            file.write(json.dumps(line) + "\n")

    def v2_runner_on_ok(self, result):
        self._record(result, "ok")

    def v2_runner_on_failed(self, result, ignore_errors=False):
        self._record(result, "ignored" if ignore_errors else "failed")
        if not ignore_errors:
            self._display.display(f"{result._task.get_name()}: {told(result._result)}")

    def v2_runner_item_on_failed(self, result):
        self._display.display(f"{result._task.get_name()}: {told(result._result)}")

    def v2_runner_on_unreachable(self, result):
        self._record(result, "failed")
        self._display.display(f"{result._task.get_name()}: {result._result.get('msg')}")

    def v2_playbook_on_no_hosts_matched(self):
        self._display.display("no host matches")
