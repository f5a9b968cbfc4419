from training.common.names import BASE as BASE_MODEL, TEACHERS
