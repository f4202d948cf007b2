"""The pieces of the page that Gradio has no control for: each turns plain values into HTML."""
