"""Words in what a patient writes that lift the card at the desk. A prompt to phone now, not a diagnosis: patients never
see it, and what is not found here is called as it was promised.
"""
