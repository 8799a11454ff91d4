"""Runs the service: `python -m main` in this folder."""

from app.generated.start import run

if __name__ == "__main__":
    # HTTP routes of your own, beside the operations of the design, in an application of FastAPI: run(app)
    run()
