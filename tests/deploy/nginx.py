"""Whether nginx takes nginx.conf, as it is but for where the certificate is. What it does then the host's tests try."""

import subprocess
import sys
import tempfile
from pathlib import Path

from here import DEPLOY, finish

program = sys.argv[1]
problems = []
with tempfile.TemporaryDirectory() as name:
    folder = Path(name)
    made = subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=hotline.example.org",
                           "-keyout", folder / "privkey.pem", "-out", folder / "fullchain.pem"], capture_output=True, text=True, check=False)
    if made.returncode != 0:
        problems.append(f"openssl makes no certificate: {made.stderr}")
    text = (DEPLOY / "nginx.conf").read_text(encoding="utf-8").replace("/etc/ssl/hotline", str(folder))

    def takes(text):
        file = folder / "nginx.conf"
        file.write_text(text, encoding="utf-8")
        kinds = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
        places = " ".join(f"{kind}_temp_path {folder}/{kind};" for kind in kinds)
        file.write_text(f"pid {folder}/nginx.pid;\n" + text.replace("http {\n", f"http {{\n{places}\n", 1), encoding="utf-8")
        return subprocess.run([program, "-t", "-e", "stderr", "-p", folder, "-c", file], capture_output=True, text=True, check=False)

    done = takes(text)
    if done.returncode != 0:
        problems.append(done.stderr.strip())
    if takes(text.replace("limit_req zone=often", "limit_req zone=seldom")).returncode == 0:
        problems.append("a zone that there is not is taken")
finish(problems, "nginx takes nginx.conf")
