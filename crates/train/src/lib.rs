//! Trains the classifier's model.
