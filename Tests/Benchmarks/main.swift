import CoraServer
print("hello")
