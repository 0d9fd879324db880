"""Cases from another platform's file, in bulk (being written together with doors/hotline)."""
