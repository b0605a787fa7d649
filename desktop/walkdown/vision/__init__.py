"""Camera, pictures and the code reader; cv2 and zxing-cpp live here."""
