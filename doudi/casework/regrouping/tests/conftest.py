"""户的变动的测试：a clone of the template in which four families are settled."""

from doudi.config.tests.database import opened_once

# isort: split
from doudi.casework.regrouping.tests.families import settled

django_db_setup = opened_once(settled)
