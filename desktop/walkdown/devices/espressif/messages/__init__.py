"""The messages of unified provisioning; `provisioning_pb2` is made by protoc from the file beside it."""
