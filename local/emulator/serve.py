"""Runs MiniStack for as long as the process that started it holds this process's standard input open.

A starter that dies without a word (SIGKILL, a crash of the machine's session) would otherwise leave the emulator, its
Lambda workers and their code behind. MiniStack 1.5.33 neither ends nor awaits its workers when it stops, nor removes
their folders.
"""

import collections
import json
import os
import re
import shutil
import signal
import string
import sys
import threading

from ministack import app
from ministack.core import iam_actions, iam_evaluator, lambda_runtime
from ministack.core.lambda_runtime import Worker
from ministack.services import cloudwatch, dynamodb, lambda_svc
from ministack.services.cloudformation import provisioners

PROCESSES_PER_FUNCTION = max(2, (os.cpu_count() or 2) // 2)


def let_invocations_wait() -> None:
    """Lets an invocation wait for a process of its function when PROCESSES_PER_FUNCTION are busy.

    MiniStack 1.5.33 starts a Node process for each invocation that finds none idle, as AWS does with a data centre
    behind it. On one machine a burst of webhooks then starts processes that slow each other down, so that the next
    webhook finds none idle either: 82 of receive-shopify alone in a flash sale of 10 orders/s on 2 busy cores, and
    reads that timed out. Waiting cannot deadlock, since no function of ours invokes another.
    """
    execute = lambda_svc._execute_function_warm
    slots = collections.defaultdict(lambda: threading.BoundedSemaphore(PROCESSES_PER_FUNCTION))
    choosing = threading.Lock()

    def execute_in_turn(func: dict, event: dict, request_id: str) -> dict:
        with choosing:
            slot = slots[(func.get("config") or func).get("FunctionName")]
        with slot:
            return execute(func, event, request_id)

    lambda_svc._execute_function_warm = execute_in_turn


def answer_at_once() -> None:
    """Answers when the function has: MiniStack 1.5.33 holds a function that logs nothing back for 50 ms.

    What it logged before its answer is there within these 5 ms, or goes to the log of its next invocation.
    """
    drain = Worker._drain_stderr_bounded
    Worker._drain_stderr_bounded = lambda self: drain(self, first_line_wait=0.005)


def keep_processes_that_answer() -> None:
    """Keeps the process of a function that answered with an error, as AWS does. MiniStack 1.5.33 ends it.

    On AWS only a crash or a timeout resets the environment ("Failures during the invoke phase",
    https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html). A function of ours throws what is to be
    tried again. On a busy machine each throw then cost a process, whose start made the machine busier: a storm of 300 orders
    at a load of 20 started 90 processes a minute and did not come to rest.
    """
    spawn, invoke = Worker._spawn, Worker.invoke

    class Answers:
        """What a process answers. An error is given out as a result that says so, for which MiniStack ends no process."""

        def __init__(self, stdout):
            self._stdout = stdout

        def readline(self):
            line = self._stdout.readline()
            try:
                answer = json.loads(line)
            except ValueError:
                return line
            failed = isinstance(answer, dict) and answer.get("status") == "error"
            return json.dumps({"status": "ok", "failed": answer}) + "\n" if failed else line

        def __getattr__(self, name):
            return getattr(self._stdout, name)

    def spawn_and_read(self, *args, **kwargs):
        spawn(self, *args, **kwargs)
        self._proc.stdout = Answers(self._proc.stdout)

    def invoke_and_tell(self, *args, **kwargs):
        response = invoke(self, *args, **kwargs)
        failed = response.pop("failed", {})
        return {**response, **failed}

    Worker._spawn, Worker.invoke = spawn_and_read, invoke_and_tell


def measure_what_is_logged() -> None:
    """Makes metrics of what functions log in the embedded metric format, as CloudWatch does and MiniStack 1.5.33 does not.

    A metric without figures would tell an operator that a channel never sent anything. Source of the format:
    https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
    """
    emit = lambda_svc._emit_lambda_logs

    def emit_and_measure(func: dict, request_id: str, log_text: str, *args, **kwargs) -> None:
        emit(func, request_id, log_text, *args, **kwargs)
        for line in (log_text or "").splitlines():
            if '"CloudWatchMetrics"' in line:
                try:
                    store(json.loads(line[line.index("{") :]))
                except (ValueError, KeyError, TypeError):
                    pass  # Not in the format: CloudWatch drops it without a word, too.

    def store(document: dict) -> None:
        for directive in document["_aws"]["CloudWatchMetrics"]:
            for names in directive["Dimensions"]:
                dimensions = {name: str(document[name]) for name in names}
                for metric in directive["Metrics"]:
                    value = document[metric["Name"]]
                    cloudwatch._store_datum(
                        directive["Namespace"],
                        metric["Name"],
                        dimensions,
                        document["_aws"]["Timestamp"] / 1000,
                        metric.get("Unit", "None"),
                        None if isinstance(value, list) else value,
                        value if isinstance(value, list) else None,
                        None,
                        None,
                    )

    lambda_svc._emit_lambda_logs = emit_and_measure


def hold_functions_to_their_policies() -> None:
    """Allows each call of a function as the policies of its role do, and says in the log what they refused.

    MiniStack 1.5.33 does so for every caller under AUTH=true. Calls of anybody else are let pass: the roles that the CDK
    deploys with have conditions that it evaluates otherwise than AWS.
    """
    enforce = iam_evaluator.enforce
    credentials_of = lambda_runtime.execution_credentials
    functions: dict[str, str] = {}

    def credentials_known(config: dict) -> dict:
        credentials = credentials_of(config)
        functions[credentials["AWS_ACCESS_KEY_ID"]] = config.get("FunctionName", "")
        return credentials

    def enforce_on_functions(access_key_id, iam_action, service, region, resource_arn="*", service_context=None):
        function = functions.get(access_key_id)
        if function is None:
            return None
        # A batch needs the permission of its single action ("Amazon SQS API permissions", SQS developer guide), which
        # MiniStack calls by a name of its own.
        action = iam_action.removesuffix("Batch") if iam_action.startswith("sqs:") else iam_action
        # A template's Ref of a secret is its ARN on AWS, and its name on MiniStack: that stands in the policy.
        name = re.fullmatch(r"arn:aws:secretsmanager:[^:]*:[^:]*:secret:(.+)-.{6}", resource_arn)
        resource = resource_arn if name is None else name[1]
        refused = enforce(access_key_id, action, service, region, resource, service_context)
        if refused:
            print(f"refused by policy: {function} {action} {resource_arn}", flush=True)
        return refused

    # Queues refuse what does not come over TLS, which nothing on this machine does.
    app.pin_request_origin = lambda source_ip, _is_secure: iam_evaluator.pin_request_origin(source_ip, True)
    lambda_runtime.execution_credentials = credentials_known
    iam_evaluator.enforce = enforce_on_functions


def know_leading_keys() -> None:
    """Gives policies the partition keys that a call of DynamoDB names, which MiniStack 1.5.33 does not.

    Source: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/specifying-conditions.html
    """
    context_of = iam_actions.dynamodb_service_context

    def context_with_keys(body: bytes) -> dict:
        context = context_of(body)
        try:
            call = json.loads(body or b"{}")
        except ValueError:
            return context
        item = call.get("Key") or call.get("Item") or {}
        keys = [value for name, attribute in item.items() if name == "pk" for value in attribute.values()]
        return {**context, **({"dynamodb:LeadingKeys": keys} if keys else {})}

    iam_actions.dynamodb_service_context = context_with_keys


def draw_secrets_without_punctuation() -> None:
    """Draws a template's secret without punctuation where it says ExcludePunctuation, which MiniStack 1.5.33 does not read.

    A secret that is to be base64 is none then, and nothing can be signed with it. Source:
    https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-secretsmanager-secret-generatesecretstring.html
    """
    draw = provisioners._sm_secret_string

    def draw_without(props: dict) -> str:
        wanted = props.get("GenerateSecretString") or {}
        if str(wanted.get("ExcludePunctuation")).lower() == "true":
            excluded = wanted.get("ExcludeCharacters", "") + string.punctuation
            props = {**props, "GenerateSecretString": {**wanted, "ExcludeCharacters": excluded}}
        return draw(props)

    provisioners._sm_secret_string = draw_without


def compare_sort_keys_as_text() -> None:
    """Compares the sort keys of a partition with the condition of a query without parsing it for each item.

    MiniStack 1.5.33 parses and checks the condition anew for every item of the partition, also for those that it does
    not find: with a thousand entries of a SKU, the query that reads its three listings takes a third of a second, in
    which the emulator answers nobody else.
    """
    evaluate = dynamodb._evaluate_condition
    forms = {
        re.compile(r"pk = (:\w+) AND begins_with\(sk, (:\w+)\)"): lambda key, prefix: key.startswith(prefix),
        re.compile(r"pk = (:\w+) AND sk BETWEEN (:\w+) AND (:\w+)"): lambda key, low, high: low <= key <= high,
    }

    def holds_for(expr, values):
        """The condition with its values; None where it has another form, is upside down, or compares what is no text."""
        for form, holds in forms.items():
            match = form.fullmatch(expr)
            texts = [values.get(name, {}).get("S") for name in match.groups()] if match else [None]
            if None not in texts and sorted(texts[1:]) == texts[1:]:
                return lambda item: item["pk"].get("S") == texts[0] and holds(item["sk"]["S"], *texts[1:])
        return None

    known = (None, None, None)

    def evaluate_condition(expr, item, values, names, slot="ConditionExpression"):
        nonlocal known
        if slot != "KeyConditionExpression":
            return evaluate(expr, item, values, names, slot=slot)
        # One query judges each item of its partition by the same condition.
        if known[0] is not expr or known[1] is not values:
            known = (expr, values, holds_for(expr, values))
        holds = known[2]
        return evaluate(expr, item, values, names, slot=slot) if holds is None else holds(item)

    dynamodb._evaluate_condition = evaluate_condition


def end_with_the_starter() -> None:
    while os.read(sys.stdin.fileno(), 4096):
        pass
    shutil.rmtree(os.environ["STOCKLINE_RUN_FOLDER"], ignore_errors=True)
    os.killpg(0, signal.SIGKILL)


def await_workers() -> None:
    """The starter's SIGTERM goes to the whole process group: collects the workers as they end, so that none is left."""
    try:
        while True:
            os.wait()
    except ChildProcessError:
        pass


let_invocations_wait()
answer_at_once()
keep_processes_that_answer()
measure_what_is_logged()
hold_functions_to_their_policies()
know_leading_keys()
draw_secrets_without_punctuation()
compare_sort_keys_as_text()
threading.Thread(target=end_with_the_starter, daemon=True).start()
try:
    app.main()
finally:
    await_workers()
