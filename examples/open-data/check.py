"""Whether open data is what its datapackage.json says, by Frictionless's own library: check.py OPEN/datapackage.json"""

import sys

from frictionless import Package

package = Package(sys.argv[1])
report = package.validate()
for task in report.tasks:
    print(task.name, "valid" if task.valid else task.errors)
sys.exit(0 if report.valid and len(report.tasks) == len(package.resources) == 6 else 1)
