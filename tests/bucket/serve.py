"""A bucket that speaks S3, for tests: moto's server, which checks every signature by botocore's code once there is a user.
Prints where it is and who may use it as a line of JSON, and ends with its standard input."""

import json
import os
import sys

# What comes before is asked for without a signature: the bucket, the user, their key and what they may.
os.environ["INITIAL_NO_AUTH_ACTION_COUNT"] = "4"

import boto3  # noqa: E402
from moto.server import ThreadedMotoServer  # noqa: E402

server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
server.start()
host, port = server.get_host_and_port()
endpoint = f"http://127.0.0.1:{port}"
known = {
    "endpoint_url": endpoint,
    "region_name": "us-east-1",
    "aws_access_key_id": "anybody",
    "aws_secret_access_key": "anything",
}
boto3.client("s3", **known).create_bucket(Bucket="files")
iam = boto3.client("iam", **known)
iam.create_user(UserName="hotline")
iam.put_user_policy(
    UserName="hotline",
    PolicyName="files",
    PolicyDocument=json.dumps(
        {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]}
    ),
)
key = iam.create_access_key(UserName="hotline")["AccessKey"]
print(json.dumps({"endpoint": endpoint, "key_id": key["AccessKeyId"], "secret": key["SecretAccessKey"]}), flush=True)
sys.stdin.read()
server.stop()
