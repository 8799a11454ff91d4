"""Runs the service: `python -m main` in this folder."""

from app.generated.start import run

if __name__ == "__main__":
    # HTTP routes of your own, beside the operations of the design, in an application of FastAPI: run(app)
    # Traces are recorded where an OpenTelemetry SDK is: start with opentelemetry-instrument, or call
    # trace.set_tracer_provider(...) before this. It reads OTEL_SERVICE_NAME and OTEL_EXPORTER_OTLP_ENDPOINT.
    run()
