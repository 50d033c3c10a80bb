// Nothing to call: being linked is enough. See CMutexOrder.c.
