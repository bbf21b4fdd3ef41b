"""The rooms of the pipeline, one a file: plain values in, plain values out, no third-party imports."""
