from .names import BASE as BASE_MODEL, TEACHERS
